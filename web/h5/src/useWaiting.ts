/** How long the visitor has been waiting for the assistant: nobody should wonder whether it hangs. */
import { onScopeDispose, ref, watch, type Ref, type ShallowRef } from 'vue'
import type { Snapshot } from './net/client'

export const WORD_AFTER = 2_500
export const LONG_AFTER = 15_000

export type Waiting = 'no' | 'yes' | 'long'

/** Number of the visitor's message that the assistant owes an answer; null if none. */
export function owed({ messages, owner, connection }: Snapshot): number | null {
  if (owner !== 'bot' || connection.name !== 'ready') return null
  const last = messages[messages.length - 1]
  return last?.author === 'visitor' ? last.seq : null
}

export function useWaiting(chat: ShallowRef<Snapshot>): Ref<Waiting> {
  const waiting = ref<Waiting>('no')
  const timers: ReturnType<typeof setTimeout>[] = []
  const stop = () => timers.splice(0).forEach(clearTimeout)
  watch(
    () => owed(chat.value),
    (seq) => {
      stop()
      waiting.value = 'no'
      if (seq === null) return
      timers.push(setTimeout(() => (waiting.value = 'yes'), WORD_AFTER))
      timers.push(setTimeout(() => (waiting.value = 'long'), LONG_AFTER))
    },
    { immediate: true },
  )
  onScopeDispose(stop)
  return waiting
}
