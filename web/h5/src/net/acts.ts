/** What a visitor does that the server confirms. */
import type { AskPerson, Choose, LeaveQueue, Rate, Send } from '@esa/contract'
import type { Entry as Kept } from '@esa/net/outbox'

export type OutFrame = Send | Choose | AskPerson | LeaveQueue | Rate
export type Entry = Kept<OutFrame>
