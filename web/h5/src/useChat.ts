/** The client as reactive state, and the browser's events that concern it. */
import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { ChatClient, Snapshot } from './net/client'

/** A connection that is there at once needs no word about it. */
const SLOW_AFTER = 1_500

export function useChat(client: ChatClient) {
  const chat = shallowRef<Snapshot>(client.snapshot())
  const online = ref(navigator.onLine)
  const slow = ref(false)

  let slowTimer: ReturnType<typeof setTimeout> | undefined
  watch(
    () => chat.value.connection.name,
    (name) => {
      clearTimeout(slowTimer)
      slow.value = false
      if (name === 'connecting') slowTimer = setTimeout(() => (slow.value = true), SLOW_AFTER)
    },
    { immediate: true },
  )

  const wake = () => {
    online.value = navigator.onLine
    client.connection.wake()
  }
  const shown = () => {
    if (document.visibilityState === 'visible') wake()
  }
  window.addEventListener('online', wake)
  window.addEventListener('offline', wake) // an open socket is asked whether it still lives
  window.addEventListener('pageshow', shown)
  document.addEventListener('visibilitychange', shown)

  const unsubscribe = client.subscribe((snapshot) => (chat.value = snapshot))

  onScopeDispose(() => {
    unsubscribe()
    clearTimeout(slowTimer)
    window.removeEventListener('online', wake)
    window.removeEventListener('offline', wake)
    window.removeEventListener('pageshow', shown)
    document.removeEventListener('visibilitychange', shown)
  })

  return { chat, online, slow }
}
