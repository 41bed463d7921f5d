/** Filters, and what is open, in the address: a link and a reload lead to the same. */
import { computed, onScopeDispose, ref, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

const PAUSE = 300

export type Values<K extends string> = Record<K, string>

/** What is not in the address is ''. Once another page is opened, `page` keeps what it had. */
export function useQuery<K extends string>(page: string, names: readonly K[]) {
  const route = useRoute()
  const router = useRouter()

  const values = computed<Values<K>>((before) => {
    if (before && route.name !== page) return before
    const given = names.map((name) => [name, typeof route.query[name] === 'string' ? route.query[name] : ''])
    return Object.fromEntries(given) as Values<K>
  })

  function set(changed: Partial<Values<K>>): void {
    const all = Object.entries({ ...values.value, ...changed }).filter(([, value]) => value)
    void router.replace({ query: Object.fromEntries(all) as Record<string, string> })
  }

  return { values, set }
}

/** What is being typed into a search field; it is kept once somebody pauses. */
export function useTyped(kept: () => string, keep: (typed: string) => void) {
  const typed = ref(kept())
  let timer: ReturnType<typeof setTimeout> | undefined

  watch(typed, (now) => {
    clearTimeout(timer)
    timer = setTimeout(() => keep(now.trim()), PAUSE)
  })
  // Cleared from outside, or by the browser's way back; a blank that is being typed stays.
  watch(kept, (now) => {
    if (now !== typed.value.trim()) typed.value = now
  })
  onScopeDispose(() => clearTimeout(timer))
  return typed
}
