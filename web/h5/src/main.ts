/**
 * The part that loads first is small and has no Vue: it opens the session and the socket while the
 * page itself still travels.
 */
import '@esa/chat/chat.css'
import './page.css'
import { readArrival } from './host'
import { dictionary, nearest } from './language'
import { ChatClient } from './net/client'
import { Lines } from './net/open'
import { SessionKeeper } from './net/session'
import { browserStore } from '@esa/net/storage'
import { sketchGreeting } from './greeting'
import { setElder, setting } from './settings'
import { followViewport } from './viewport'
import { zh } from './words.zh'

const arrival = readArrival(location, window.parent !== window)
const store = browserStore()
const keeper = new SessionKeeper(store, arrival.site)
const lines = new Lines()
const client = new ChatClient({ store, session: (renew) => keeper.open(renew), socket: () => lines.open() })

const token = async () => (await keeper.open(false)).token

client.connection.start()
followViewport()
setElder(setting(store, 'elder') === '1')

const place = document.getElementById('app')!
const greeted = sketchGreeting(place.querySelector('.greeting')!, client)
// Without its dictionary the page still speaks.
const spoken = dictionary(nearest(setting(store, 'lang') ?? navigator.language)).catch(() => zh)
Promise.all([greeted.then(() => import('./view')), spoken]).then(
  ([{ show }, words]) => show(place, words, { client, store, arrival, token }),
  async () => {
    // The rest of the page did not come. Say so; a reload asks again.
    const words = await spoken
    place.textContent = words.loadFailed
    const again = place.appendChild(document.createElement('button'))
    again.textContent = words.reload
    again.onclick = () => location.reload()
  },
)
