/** Up to which message somebody at this desk has looked, by conversation; kept over a reload. */
import { readJson, type Store } from '@esa/net/storage'
import { ref } from 'vue'

const NAME = 'seen'

function isSeen(value: unknown): value is Record<string, number> {
  return typeof value === 'object' && value !== null
}

export function useSeen(store: Store) {
  const seen = ref(readJson(store, NAME, isSeen) ?? {})

  /** 0 where nobody has looked. */
  const upTo = (conversation: string): number => seen.value[conversation] ?? 0

  /** True if that is news. */
  function keep(conversation: string, seq: number): boolean {
    if (seq <= upTo(conversation)) return false
    seen.value = { ...seen.value, [conversation]: seq }
    store.set(NAME, JSON.stringify(seen.value))
    return true
  }

  return { upTo, keep }
}
