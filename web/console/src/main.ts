/** Starts the application; every page travels when it is opened. */
import '@esa/chat/chat.css'
import './theme.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { CHAT_WORDS, OPEN_FILE } from '@esa/chat'
import App from './App.vue'
import { createPages } from './router'
import { useSession } from './stores/session'
import { words } from './words.zh'

document.title = words.product
const app = createApp(App).use(createPinia())
const session = useSession()
app
  .use(createPages(session))
  .provide(CHAT_WORDS, words.chat)
  .provide(OPEN_FILE, (file: string) => session.api.file(file))
  .mount('#app')
