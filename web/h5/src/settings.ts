/** How this visitor wants the page: asked for in the address, or chosen on it and remembered. */
import type { Store } from '@esa/net/storage'

export type Setting = 'elder' | 'lang'

export function setting(store: Store, name: Setting): string | null {
  const asked = new URLSearchParams(location.search).get(name)
  if (asked !== null) store.set(name, asked)
  return asked ?? store.get(name)
}

/** The address forgets what it asked for: a reload must not undo the choice. */
export function choose(store: Store, name: Setting, value: string): void {
  store.set(name, value)
  const address = new URL(location.href)
  address.searchParams.delete(name)
  history.replaceState(null, '', address)
}

const root = document.documentElement.classList

export const isElder = (): boolean => root.contains('elder')

/** Large type, high contrast: the style sheets do the rest. */
export function setElder(on: boolean): void {
  root.toggle('elder', on)
}
