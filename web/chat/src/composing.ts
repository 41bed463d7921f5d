/** Rules of the composer that need no page. */

/** The server counts code points, not UTF-16 units. */
export const MOST = 2000
/** From here on the page says how much is left. */
export const WARN_FROM = 1800

export function lengthOf(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}

/**
 * Enter sends, Shift+Enter makes a line. While an input method composes, Enter belongs to it; Safari
 * ends the composition before the key event, which then carries the code 229.
 */
export function sends(event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'isComposing' | 'keyCode'>): boolean {
  return event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229
}
