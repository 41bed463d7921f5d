/** One clock for everything that runs on the screen. */
import { onScopeDispose, ref, type Ref } from 'vue'
import { words } from './words.zh'

const now = ref(Date.now())
let users = 0
let timer: ReturnType<typeof setInterval> | undefined

export function useNow(): Ref<number> {
  if (users++ === 0) timer = setInterval(() => (now.value = Date.now()), 1_000)
  now.value = Date.now()
  onScopeDispose(() => {
    if (--users === 0) clearInterval(timer)
  })
  return now
}

/** Seconds matter only at first. */
export function lasting(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000))
  if (seconds < 60) return words.seconds(seconds)
  const minutes = Math.floor(seconds / 60)
  if (minutes < 10) return words.minutesSeconds(minutes, seconds % 60)
  return minutes < 60 ? words.minutes(minutes) : words.hours(Math.floor(minutes / 60), minutes % 60)
}

export function clockTime(at: string): string {
  const then = new Date(at)
  return `${String(then.getHours()).padStart(2, '0')}:${String(then.getMinutes()).padStart(2, '0')}`
}

export function dayOf(at: string, today: number): string {
  const then = new Date(at)
  const midnight = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
  const days = Math.round((midnight(new Date(today)) - midnight(then)) / 86_400_000)
  if (days === 0) return words.pane.today
  if (days === 1) return words.pane.yesterday
  const month = then.getMonth() + 1
  const year = then.getFullYear()
  return year === new Date(today).getFullYear()
    ? words.pane.day(month, then.getDate())
    : words.pane.dayOfYear(year, month, then.getDate())
}

/** Says when something was, as seen from today. */
export function useMoment(): (at: string) => string {
  const now = useNow()
  return (at) => words.moment(dayOf(at, now.value), clockTime(at))
}
