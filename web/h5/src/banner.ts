/** The one sentence above the conversation that says what is wrong, if anything is. */
import type { Snapshot } from './net/client'
import { words } from './words'

export interface Banner {
  tone: 'info' | 'warn'
  text: string
  /** The visitor can do something: try again now. */
  reconnect: boolean
}

/** `slow`: connecting has taken so long that it deserves a word. */
export function bannerOf(
  chat: Pick<Snapshot, 'connection' | 'engine' | 'notice' | 'owner'>,
  slow: boolean,
  online: boolean,
): Banner | null {
  const { connection } = chat
  if (connection.name === 'offline' || (connection.name === 'connecting' && connection.attempt > 0)) {
    const said = connection.name === 'offline' ? connection.message : null
    return { tone: 'warn', text: said ?? (online ? words.offline : words.noNetwork), reconnect: online }
  }
  if (connection.name === 'connecting') return slow ? { tone: 'info', text: words.connecting, reconnect: false } : null
  const engine = chat.engine ?? 'ready'
  // Whoever talks to a person need not care about the assistant, unless the server says so.
  const text = chat.notice ?? (chat.owner === 'staff' ? '' : words.engine[engine])
  return text ? { tone: engine === 'ready' ? 'info' : 'warn', text, reconnect: false } : null
}
