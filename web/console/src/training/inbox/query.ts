/** What of the inbox is wanted, as it stands in the address and as it is asked for. */
import type { ItemOut } from '@esa/contract'
import type { LocationQuery } from 'vue-router'
import { daysBefore } from '../../figures/days'

export interface Filter {
  state: ItemOut['state']
  view: 'items' | 'clusters'
  order: 'last' | 'count'
  reason: string
  channel: string
  domain: string
  matter: string
  /** Days in Shanghai, both of them included. */
  from: string
  to: string
  q: string
}

export const NONE: Filter = {
  ...{ state: 'open', view: 'items', order: 'last' },
  ...{ reason: '', channel: '', domain: '', matter: '', from: '', to: '', q: '' },
}

const CHOICES: { [name in keyof Filter]?: readonly string[] } = {
  state: ['open', 'done', 'skipped'],
  view: ['items', 'clusters'],
  order: ['last', 'count'],
}
const DAY = /^\d{4}-\d{2}-\d{2}$/
const NAMES = Object.keys(NONE) as (keyof Filter)[]

function fits(name: keyof Filter, value: unknown): value is string {
  if (typeof value !== 'string') return false
  if (name === 'from' || name === 'to') return DAY.test(value)
  return CHOICES[name]?.includes(value) ?? true
}

/** What stands in an address may be by anybody: what makes no sense does not narrow anything. */
export function filterOf(query: LocationQuery): Filter {
  const given = NAMES.flatMap((name) => (fits(name, query[name]) ? [[name, query[name]]] : []))
  return { ...NONE, ...(Object.fromEntries(given) as Partial<Filter>) }
}

/** Only what is not as ever, so that addresses stay short. */
export function queryOf(filter: Filter): Record<string, string> {
  return Object.fromEntries(NAMES.flatMap((name) => (filter[name] === NONE[name] ? [] : [[name, filter[name]]])))
}

const midnight = (day: string) => `${day}T00:00:00+08:00`

/** The parameters of the request. A day ends where the next one begins. */
export function wantedOf(filter: Filter): Record<string, string> {
  const { state, view, order, reason, channel, domain, matter, from, to, q } = filter
  const asked = {
    ...{ state, reason, channel, domain, matter, q: q.trim() },
    order: view === 'items' ? order : '',
    since: from && midnight(from),
    until: to && midnight(daysBefore(to, -1)),
  }
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value))
}

/** Whether anything but the state narrows the list. */
export function narrowed({ reason, channel, domain, matter, from, to, q }: Filter): boolean {
  return [reason, channel, domain, matter, from, to, q.trim()].some(Boolean)
}
