/**
 * The assistant's first words, drawn without Vue: its start takes a slow phone a third of a second,
 * and whoever comes for the first time waits for nothing else.
 */
import type { ChatClient } from './net/client'

/** Words that come later than this find the whole page. */
export const HEAD_START = 300
/** Two pictures of the screen. */
const DRAWN_AFTER = 32

/** Ends when the words are drawn, or when it is time for the page without them. */
export function sketchGreeting(place: Element, client: ChatClient): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, HEAD_START)
    const leave = client.subscribe(({ messages: [first, second] }) => {
      if (!first) return
      leave()
      if (!second) {
        place.className += ' bubble'
        place.textContent = first.body.text
      }
      setTimeout(done, DRAWN_AFTER)
    })
  })
}
