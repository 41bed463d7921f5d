/** The words on the page, in the language of the moment: a change draws anew whatever shows them. */
import { shallowReactive } from 'vue'
import { zh, type Words } from './words.zh'

export const words: Words = shallowReactive({ ...zh })

export function speak(dictionary: Words): void {
  Object.assign(words, dictionary)
  document.documentElement.lang = words.language
}
