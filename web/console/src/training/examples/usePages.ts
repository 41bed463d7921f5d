/** The pages of the examples that a filter leaves. The server says where the next one begins. */
import type { ExampleList } from '@esa/contract'
import { computed, ref, shallowRef, watch } from 'vue'
import { useSession } from '../../stores/session'
import { sentenceOf } from '../../sentence'

const PAGE = 50

export function usePages(wanted: () => Record<string, string>) {
  const { training } = useSession()
  const page = shallowRef<ExampleList | null>(null)
  const failed = ref('')
  /** Where this page and those before it begin; nothing for the first. */
  const way = ref<readonly string[]>([])
  /** Of two answers that overtake each other the later question counts. */
  let asking = 0

  async function load(): Promise<void> {
    const mine = ++asking
    const after = way.value.at(-1)
    failed.value = ''
    try {
      const found = await training.examples({ ...wanted(), limit: String(PAGE), ...(after ? { after } : {}) })
      if (mine === asking) page.value = found
    } catch (error) {
      if (mine === asking) failed.value = sentenceOf(error)
    }
  }

  function go(to: readonly string[]): void {
    way.value = to
    void load()
  }

  const next = () => page.value?.next && go([...way.value, page.value.next])
  const back = () => go(way.value.slice(0, -1))

  watch(
    () => JSON.stringify(wanted()),
    () => go([]),
    { immediate: true },
  )

  return { page, failed, load, next, back, hasBefore: computed(() => way.value.length > 0) }
}
