/** Soon needed by everybody, and by nobody's first screen. */
import { fetchCards } from '@esa/chat'
import type { AppProps } from './App.vue'
import { giveSigns } from './signs'

export function later({ client, store }: AppProps): void {
  fetchCards()
  giveSigns(client, store)
}

/** A file of the visitor's own conversation. */
export async function bytesOf({ token }: AppProps, file: string): Promise<Blob> {
  const headers = { authorization: `Bearer ${await token()}` }
  const answer = await fetch(`/api/visitor/files/${file}`, { headers })
  return answer.ok ? answer.blob() : Promise.reject(answer)
}
