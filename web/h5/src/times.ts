/** When a line with the time stands between two messages, and what it says. */
import { words } from './words'

const PAUSE = 10 * 60_000

export function needsTime(previous: string | null, at: string): boolean {
  return previous === null || Date.parse(at) - Date.parse(previous) > PAUSE
}

export function timeLine(at: string, now: Date = new Date()): string {
  const then = new Date(at)
  const clock = `${then.getHours()}:${String(then.getMinutes()).padStart(2, '0')}`
  const midnight = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
  const days = Math.round((midnight(now) - midnight(then)) / 86_400_000)
  if (days === 0) return words.today(clock)
  if (days === 1) return words.yesterday(clock)
  const month = then.getMonth() + 1
  return then.getFullYear() === now.getFullYear()
    ? words.date(month, then.getDate(), clock)
    : words.dateWithYear(then.getFullYear(), month, then.getDate(), clock)
}
