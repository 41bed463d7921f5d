/** One followed conversation: its messages, and the notes beside them. */
import type { Message, Noting } from '@esa/contract'
import { Transcript } from '@esa/net/transcript'

export interface RoomView {
  readonly messages: readonly Message[]
  readonly notes: readonly Noting[]
  /** The history of before is still arriving. */
  readonly replaying: boolean
  /** The visitor writes. */
  readonly typing: boolean
  /** The last message that the visitor has seen. */
  readonly read: number
}

export class Room {
  readonly transcript = new Transcript()
  private notes: readonly Noting[] = []
  /** The highest number the server has spoken of. */
  expected = 0
  typing = false
  read = 0
  private drawn: RoomView | null = null

  get behind(): boolean {
    return this.transcript.contiguous < Math.max(this.expected, this.transcript.last)
  }

  add(message: Message): boolean {
    return this.transcript.add(message)
  }

  /** By their time; each once, for the list and the socket bring the same ones. */
  note(found: readonly Noting[]): void {
    const known = new Map([...this.notes, ...found].map((note) => [note.id, note]))
    if (known.size === this.notes.length) return
    this.notes = [...known.values()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
  }

  /** The same object until something changes, so that nothing is drawn twice. */
  view(): RoomView {
    const view = {
      messages: this.transcript.list,
      notes: this.notes,
      replaying: this.behind,
      typing: this.typing,
      read: this.read,
    }
    const same =
      this.drawn && (Object.keys(view) as (keyof RoomView)[]).every((name) => this.drawn![name] === view[name])
    if (!same) this.drawn = view
    return this.drawn!
  }
}
