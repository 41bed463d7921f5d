/** Words that are said often: found by what is typed after the slash, filled with what is known. */
import type { CannedReply, Group } from '@esa/contract'

export interface Filling {
  name: string
  enterprise: string
  staff: string
}

/** The words after a slash that begins the text; null when it does not begin so. */
export function searched(text: string): string | null {
  return /^[/／]/.test(text) && !text.includes('\n') ? text.slice(1).trim().toLowerCase() : null
}

/** Every typed word has to occur; what is meant for the group of the case comes first. */
export function matching(replies: readonly CannedReply[], wanted: string, group: Group | null): CannedReply[] {
  const parts = wanted.split(/\s+/).filter(Boolean)
  const found = replies.filter(({ id, title, text }) => {
    const all = `${id} ${title} ${text}`.toLowerCase()
    return parts.every((part) => all.includes(part))
  })
  const near = (reply: CannedReply) => (reply.group && reply.group === group ? 0 : reply.group ? 2 : 1)
  return found.sort((a, b) => near(a) - near(b))
}

export function filled(text: string, filling: Filling): string {
  return text.replace(/\{(name|enterprise|staff)\}/g, (_, name: keyof Filling) => filling[name])
}
