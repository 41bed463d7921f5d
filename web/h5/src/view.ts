/** Everything that is seen. */
import { CHAT_WORDS } from '@esa/chat'
import { createApp } from 'vue'
import App, { type AppProps } from './App.vue'
import { speak, words } from './words'
import type { Words } from './words.zh'

export function show(place: Element, dictionary: Words, props: AppProps): void {
  speak(dictionary)
  createApp(App, { ...props }).provide(CHAT_WORDS, words).mount(place)
}
