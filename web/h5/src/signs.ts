/** What staff see of a visitor whom a person answers: that they write, and how far they have read. */
import type { Store } from '@esa/net/storage'
import type { ChatClient } from './net/client'

/** Whoever writes says so again after this long; staff forget it a little later. */
export const TELL_EVERY = 3_000
/** How often it is looked whether there is something that was read. */
export const LOOK_EVERY = 2_000

/** For as long as the page is there. */
export function giveSigns(client: ChatClient, store: Store): void {
  let told = 0
  let read = 0
  let written = 0
  const withPerson = () => client.snapshot().owner === 'staff'

  document.addEventListener('input', ({ target }) => {
    if (!(target instanceof HTMLTextAreaElement) || !withPerson()) return
    const on = target.value.trim() !== ''
    // Words that were sent leave the box without an event, and end the sign: it is given anew then.
    if (on && target.value.length < written - 1) told = 0
    written = target.value.length
    if (on === told > 0 && (!on || Date.now() - told < TELL_EVERY)) return
    if (client.connection.send({ type: 'typing', on })) told = on ? Date.now() : 0
  })

  setInterval(() => {
    // What the page has shown while its panel was open; see `Unread`.
    const seq = Number(store.get('seen'))
    if (seq > read && !document.hidden && withPerson() && client.connection.send({ type: 'read', seq })) read = seq
  }, LOOK_EVERY)
}
