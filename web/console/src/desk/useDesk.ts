/** The desk client as reactive state, and what the page adds: which conversation is open, what was seen. */
import type { Case, WorkMoved } from '@esa/contract'
import type { Socket } from '@esa/net/connection'
import { computed, inject, markRaw, onScopeDispose, provide, reactive, ref, shallowRef, type InjectionKey } from 'vue'
import type { Act } from '../net/acts'
import { answers, seesAll, takesOver } from '../net/cases'
import { DeskClient, type DeskParts, type Snapshot } from '../net/desk'
import { useSession } from '../stores/session'
import { words } from '../words.zh'
import { useAlerts } from './alerts'
import { useSeen } from './seen'

type Session = ReturnType<typeof useSession>
type Hooks = Pick<DeskParts, 'onReminder' | 'onWork' | 'onDone'>

/** The name that a case goes by. */
export function titleOf(found: Case | null | undefined, conversation: string): string {
  const { enterprise_name, contact_name, summary, owner } = found ?? {}
  if (enterprise_name || contact_name) return (enterprise_name || contact_name)!
  // Strangers are told apart by what they ask; in the queue that stands below.
  const about = owner === 'staff' && summary?.split('\n')[0]
  const mark = conversation.slice(0, 4)
  return about ? words.visitorAbout(mark, about) : words.visitor(mark)
}

function clientOf(session: Session, hooks: Hooks): DeskClient {
  const { api, store } = session
  return new DeskClient({
    store,
    session: async (renew) => {
      if (renew) await api.cases()
      return { token: session.token ?? '' }
    },
    cases: async () => (await api.cases()).cases,
    socket: () => new WebSocket(location.origin.replace('http', 'ws') + '/ws/staff') as Socket & WebSocket,
    onExpired: session.expired,
    ...hooks,
  })
}

/** Follows the client for as long as the page is there, and wakes it when the browser does. */
function useSnapshot(client: DeskClient) {
  const state = shallowRef<Snapshot>(client.snapshot())
  const leave = client.subscribe((snapshot) => (state.value = snapshot))
  const wake = () => document.hidden || client.connection.wake()
  window.addEventListener('online', wake)
  document.addEventListener('visibilitychange', wake)
  client.connection.start()
  onScopeDispose(() => {
    leave()
    window.removeEventListener('online', wake)
    document.removeEventListener('visibilitychange', wake)
    client.stop()
  })
  return state
}

/** The lists that the page shows. */
function useLists(state: { value: Snapshot }, session: Session, open: { value: string | null }) {
  const member = computed(() => state.value.member ?? session.member)
  const of = (wanted: (found: Case) => boolean) => computed(() => state.value.cases.filter(wanted))
  return {
    member,
    supervises: computed(() => seesAll(member.value)),
    mayTake: computed(() => takesOver(member.value)),
    answers: computed(() => answers(member.value)),
    mine: of(({ assignee }) => assignee === member.value?.id),
    queued: of(({ owner }) => owner === 'queue'),
    others: of(({ owner, assignee }) => owner === 'staff' && assignee !== member.value?.id),
    opened: computed(() => state.value.cases.find(({ conversation }) => conversation === open.value) ?? null),
    connected: computed(() => state.value.connection.name === 'ready'),
  }
}

function createDesk() {
  const session = useSession()
  const open = ref<string | null>(null)
  const seen = useSeen(session.store)
  const { alerts, add, dismiss } = useAlerts()
  /** The last thing that was done, for a line that goes by itself. */
  const done = shallowRef<{ text: string } | null>(null)
  /** What moved last of the trainings, evaluations and releases. */
  const work = shallowRef<WorkMoved | null>(null)
  const client = clientOf(session, {
    onWork: (moved) => (work.value = moved),
    onReminder: ({ conversation, about }) => {
      add(conversation, words.reminders[about](titleOf(caseOf(conversation), conversation)))
      if (about === 'call_late') void countCalls()
    },
    onDone,
  })
  const state = useSnapshot(client)
  /** Calls after bad grades that are still to be made. */
  const calls = ref(0)
  const lists = useLists(state, session, open)

  const caseOf = (conversation: string) => state.value.cases.find((one) => one.conversation === conversation)
  const say = (text: string) => (done.value = { text })

  /** Counts the tickets opened here: what is known of a conversation is read again then. */
  const tickets = ref(0)
  const ticketed = () => void tickets.value++

  async function countCalls(): Promise<void> {
    const found = await session.api.followUps({ limit: '1' }).catch(() => null)
    if (found) calls.value = found.total
  }
  void countCalls()

  /** Visitor's messages that nobody at this desk has looked at; only what is followed can be counted. */
  function unread(conversation: string): number {
    const messages = state.value.rooms.get(conversation)?.messages ?? []
    return messages.filter(({ seq, author }) => author === 'visitor' && seq > seen.upTo(conversation)).length
  }

  /** Everything up to `seq` was looked at; the visitor learns of it from whoever holds the conversation. */
  function look(conversation: string, seq: number): void {
    const held = lists.opened.value?.assignee === lists.member.value?.id
    if (seen.keep(conversation, seq) && held) client.read(conversation, seq)
  }

  function select(conversation: string | null): void {
    open.value = conversation
    if (conversation) dismiss(conversation)
    client.look(conversation)
  }

  /** What has left this desk makes room for the next one. */
  function onDone(act: Act): void {
    const text = words.done[act.type]
    if (text) say(text)
    const leaves = act.type === 'close' || act.type === 'hand_back' || act.type === 'transfer'
    if (!leaves || act.conversation !== open.value) return
    select(lists.mine.value.find(({ conversation }) => conversation !== act.conversation)?.conversation ?? null)
  }

  return reactive({
    client: markRaw(client),
    api: markRaw(session.api),
    store: markRaw(session.store),
    ...lists,
    ...{ state, open, alerts, done, work, calls, countCalls, tickets, ticketed, unread, seenUpTo: seen.upTo, look, select, dismiss, say },
  })
}

export type DeskState = ReturnType<typeof createDesk>
const DESK: InjectionKey<DeskState> = Symbol('desk')

/** One for the whole page; it ends with it, so that the next one to sign in finds nothing of the last. */
export function provideDesk(): DeskState {
  const desk = createDesk()
  provide(DESK, desk)
  return desk
}

export const useDesk = (): DeskState => inject(DESK)!
