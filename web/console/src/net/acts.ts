/** What staff do that the server confirms. */
import type { Claim, Close, HandBack, Note, Say, SayMatter, TakeOver, Transfer } from '@esa/contract'
import type { Entry as Kept } from '@esa/net/outbox'

export type Act = Claim | Say | SayMatter | Note | Transfer | TakeOver | HandBack | Close
export type Entry = Kept<Act>

type Without<T> = T extends Act ? Omit<T, 'key'> : never
/** An act before it has its key. */
export type Intent = Without<Act>

/** What leaves something to read. If it is refused, its words stay in sight; of the rest a sentence does. */
export function isWords({ type }: Pick<Act, 'type'>): boolean {
  return type === 'say' || type === 'say_matter' || type === 'note'
}
