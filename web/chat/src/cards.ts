/** The cards travel after the page. Until they are here a message shows its words. */
import { shallowRef } from 'vue'

export type Cards = typeof import('./cardset')

export const cards = shallowRef<Cards | null>(null)

/** What does not come is asked for again with the next card. */
export function fetchCards(): void {
  if (cards.value) return
  import('./cardset').then(
    (module) => (cards.value = module),
    () => undefined,
  )
}
