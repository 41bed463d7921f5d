/** An example as it is sent: without the blanks around it. */
import type { MarkedIn } from '@esa/contract'
import { moved } from './marks'

/** One end after the other, for the words between them stay what they are. */
export function stripped({ text, entities }: { text: string; entities: readonly MarkedIn[] }) {
  const begun = text.trimEnd()
  const bare = begun.trimStart()
  return { text: bare, entities: moved(moved(entities, text, begun), begun, bare) }
}
