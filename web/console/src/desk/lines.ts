/** Messages and notes as one column: in the order of time, with a line where a new day begins. */
import type { Message, Noting } from '@esa/contract'
import { dayOf } from '../clock'
import type { RoomView } from '../net/room'

export type Line =
  | { kind: 'day'; id: string; text: string }
  | { kind: 'new'; id: string }
  | { kind: 'note'; id: string; note: Noting }
  | { kind: 'message'; id: string; message: Message; first: boolean }

const at = (one: Message | Noting) => Date.parse(one.at)

/** `seen`: the last message somebody looked at; 0 where nobody has, and everything is new. */
export function linesOf({ messages, notes }: Pick<RoomView, 'messages' | 'notes'>, now: number, seen = 0): Line[] {
  // The order of the messages is the log's; only the notes are put between them by their time.
  const left = [...notes]
  const all: (Message | Noting)[] = []
  for (const message of messages) {
    while (left[0] && at(left[0]) < at(message)) all.push(left.shift()!)
    all.push(message)
  }
  all.push(...left)

  const lines: Line[] = []
  let day = ''
  let voice = ''
  let told = seen === 0
  for (const one of all) {
    const today = dayOf(one.at, now)
    if (today !== day) {
      lines.push({ kind: 'day', id: `day-${today}`, text: (day = today) })
      voice = ''
    }
    if (!('seq' in one)) {
      lines.push({ kind: 'note', id: one.id, note: one })
      voice = ''
      continue
    }
    if (!told && one.seq > seen && one.author === 'visitor') {
      lines.push({ kind: 'new', id: 'new' })
      told = true
      voice = ''
    }
    const speaks = one.body.kind === 'notice' ? '' : `${one.author} ${one.author_name ?? ''}`
    lines.push({ kind: 'message', id: `m-${one.seq}`, message: one, first: speaks !== voice })
    voice = speaks
  }
  return lines
}

/** The message of staff under which it stands that the visitor, who has read up to `read` and not answered,
 * has seen it; 0: none. What the system says in between and notes, which no visitor sees, change nothing. */
export function readIn(messages: readonly Message[], read: number): number {
  const said = [...messages].reverse().find(({ author, body }) => author !== 'system' && body.kind !== 'notice')
  return said?.author === 'staff' && read >= said.seq ? said.seq : 0
}
