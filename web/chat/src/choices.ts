/** Which buttons of older messages may still be pressed, and which one was. */
import type { Body, Choice, Message } from '@esa/contract'

/**
 * Next steps under an answer stay good for ever: the frame names message and choice. The buttons of a
 * form step or of its summary belong to that moment; pressed later they would fill another field.
 */
export function isMomentary(body: Body): boolean {
  return body.kind === 'form' || body.kind === 'summary'
}

/** The choice whose title the visitor's next words repeat: the server stores a press that way. */
export function pressed(messages: readonly Message[], index: number): string | null {
  const choices: readonly Choice[] = messages[index]?.body.choices ?? []
  if (choices.length === 0) return null
  for (let i = index + 1; i < messages.length; i++) {
    const { author, body } = messages[i]!
    if (author !== 'visitor' || body.kind !== 'text') continue
    const said = body.text
    return choices.find((choice) => choice.title === said || choice.id === said)?.id ?? null
  }
  return null
}

/** The number in front of a button is the one that may be typed instead of pressing it. */
export function numberOf(choice: Choice, index: number): string {
  return /^\d{1,2}$/.test(choice.id) ? choice.id : String(index + 1)
}
