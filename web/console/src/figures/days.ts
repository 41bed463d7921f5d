/** Days as the figures count them: in Shanghai, wherever the browser is. */
const DAY = 86_400_000
const inShanghai = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' })

export const today = (now = Date.now()): string => inShanghai.format(now)

export function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * DAY).toISOString().slice(0, 10)
}
