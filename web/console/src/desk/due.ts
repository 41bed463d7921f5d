/** How pressing a case is: a tone for the eye and words for everybody. */
import type { Case } from '@esa/contract'
import { lasting } from '../clock'
import { words } from '../words.zh'

const MINUTE = 60_000
const SOON = 15_000
const WAIT_SOON = 2 * MINUTE
const WAIT_LATE = 5 * MINUTE

type Dated = Pick<Case, 'owner' | 'queued_at' | 'reply_due_at'>

export interface Due {
  tone: 'calm' | 'soon' | 'late'
  text: string
}

/** `replied`: the transcript shows words of staff since then, though the case does not say so yet. */
export function dueOf(found: Dated, replied: boolean, now: number): Due | null {
  if (found.owner === 'queue') return waiting(now - Date.parse(found.queued_at))
  if (replied || !found.reply_due_at) return null
  const left = Date.parse(found.reply_due_at) - now
  if (left < 0) return { tone: 'late', text: words.due.firstLate(lasting(-left)) }
  return { tone: left < SOON ? 'soon' : 'calm', text: words.due.first(lasting(left)) }
}

function waiting(passed: number): Due {
  if (passed >= WAIT_LATE) return { tone: 'late', text: words.due.waitLate }
  return passed >= WAIT_SOON ? { tone: 'soon', text: words.due.waitSoon } : { tone: 'calm', text: words.due.waitCalm }
}
