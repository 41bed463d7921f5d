/**
 * The part that loads first is small and has no Vue: it opens the session and the socket while the
 * page itself still travels.
 */
import '@esa/chat/chat.css'
import './page.css'
import { readArrival } from './host'
import { ChatClient } from './net/client'
import { Lines } from './net/open'
import { SessionKeeper } from './net/session'
import { browserStore } from './net/storage'
import { followViewport } from './viewport'
import { words } from './words.zh'

const arrival = readArrival(location, window.parent !== window)
const store = browserStore()
const keeper = new SessionKeeper(store, arrival.site)
const lines = new Lines()
const client = new ChatClient({ store, session: (renew) => keeper.open(renew), socket: () => lines.open() })

client.connection.start()
followViewport()

const place = document.getElementById('app')!
import('./view').then(
  ({ show }) => show(place, { client, store, arrival }),
  () => {
    // The rest of the page did not come. Say so; a reload asks again.
    place.textContent = words.loadFailed
    const again = place.appendChild(document.createElement('button'))
    again.textContent = words.reload
    again.onclick = () => location.reload()
  },
)
