/** Everything that is seen. */
import { CHAT_WORDS, fetchCards, OPEN_FILE } from '@esa/chat'
import { createApp } from 'vue'
import App, { type AppProps } from './App.vue'
import { speak, words } from './words'
import type { Words } from './words.zh'

const CARDS_AFTER = 1_500

export function show(place: Element, dictionary: Words, props: AppProps): void {
  speak(dictionary)
  document.title = dictionary.assistant // until the server says its name
  const open = async (file: string): Promise<Blob> => {
    const headers = { authorization: `Bearer ${await props.token()}` }
    const answer = await fetch(`/api/visitor/files/${file}`, { headers })
    return answer.ok ? answer.blob() : Promise.reject(answer)
  }
  // Soon needed by everybody, and by nobody's first screen.
  setTimeout(fetchCards, CARDS_AFTER)
  createApp(App, { ...props }).provide(CHAT_WORDS, words).provide(OPEN_FILE, open).mount(place)
}
