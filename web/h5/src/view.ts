/** Everything that is seen. */
import { CHAT_WORDS } from '@esa/chat'
import { createApp } from 'vue'
import App, { type AppProps } from './App.vue'
import { chatWords } from './words.zh'

export function show(place: Element, props: AppProps): void {
  createApp(App, { ...props }).provide(CHAT_WORDS, chatWords).mount(place)
}
