/** Everything that is seen. */
import { CHAT_WORDS, OPEN_FILE } from '@esa/chat'
import { createApp } from 'vue'
import App, { type AppProps } from './App.vue'
import { speak, words } from './words'
import type { Words } from './words.zh'

const LATER = 1_500

export function show(place: Element, dictionary: Words, props: AppProps): void {
  speak(dictionary)
  document.title = dictionary.assistant // until the server says its name
  const late = () => import('./later')
  // What does not come is missed by nobody: cards are asked for again with the first one.
  setTimeout(() => late().then((part) => part.later(props), () => 0), LATER)
  const open = (file: string) => late().then((part) => part.bytesOf(props, file))
  createApp(App, { ...props }).provide(CHAT_WORDS, words).provide(OPEN_FILE, open).mount(place)
}
