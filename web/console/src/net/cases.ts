/** The cases that concern a member: what waits, what they hold, and for supervisors what others hold. */
import type { Case, Member } from '@esa/contract'

const SEES_ALL: readonly Member['role'][] = ['supervisor', 'manager', 'admin']

export const seesAll = (member: Member | null): boolean => !!member && SEES_ALL.includes(member.role)

const TAKES_OVER: readonly Member['role'][] = ['supervisor', 'admin']

export const takesOver = (member: Member | null): boolean => !!member && TAKES_OVER.includes(member.role)

/** Who trains the assistant reads conversations and holds none. */
export const answers = (member: Pick<Member, 'role'> | null): boolean => member?.role !== 'trainer'

const READS_TRAINING: readonly Member['role'][] = ['trainer', 'supervisor', 'admin']

/** Sees what the assistant misunderstood and what becomes of it. */
export const readsTraining = (member: Member | null): boolean => !!member && READS_TRAINING.includes(member.role)

const TRAINS: readonly Member['role'][] = ['trainer', 'admin']

/** Corrects the assistant, trains and publishes. */
export const trains = (member: Member | null): boolean => !!member && TRAINS.includes(member.role)

export class Cases {
  private known = new Map<string, Case>()
  private drawn: readonly Case[] = []

  /** The highest priority first, then whoever has waited longest; the same array until something changes. */
  get list(): readonly Case[] {
    return this.drawn
  }

  get(conversation: string): Case | undefined {
    return this.known.get(conversation)
  }

  replace(cases: readonly Case[]): void {
    this.known = new Map(cases.map((one) => [one.conversation, one]))
    this.sort()
  }

  /** A case as it is now; it leaves the list when it is no concern of the member any more. */
  change(conversation: string, found: Case | null, member: Member | null): void {
    if (found && concerns(found, member)) this.known.set(conversation, found)
    else this.known.delete(conversation)
    this.sort()
  }

  private sort(): void {
    this.drawn = [...this.known.values()].sort(
      (a, b) => b.priority - a.priority || Date.parse(a.queued_at) - Date.parse(b.queued_at),
    )
  }
}

function concerns(found: Case, member: Member | null): boolean {
  return found.owner === 'queue' || found.assignee === member?.id || seesAll(member)
}
