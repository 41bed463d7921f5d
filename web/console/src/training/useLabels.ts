/** Everything that a text may be about, and what it is called. */
import type { LabelList } from '@esa/contract'
import { computed, onMounted, shallowRef } from 'vue'
import { useSession } from '../stores/session'

const NONE: LabelList = { labels: [], facets: [], entities: [] }

/** `onFailed` is told why there are none, where that cannot stay unsaid. */
export function useLabels(onFailed?: (error: unknown) => void) {
  const session = useSession()
  const list = shallowRef<LabelList>(NONE)
  const byName = computed(() => new Map(list.value.labels.map((label) => [label.label, label])))

  /** What fails leaves the codes to be shown, and is asked for again with the next change. */
  async function load(): Promise<void> {
    try {
      list.value = await session.training.labels()
    } catch (error) {
      onFailed?.(error)
    }
  }

  const titleOf = (label: string) => byName.value.get(label)?.title ?? label
  const titleOfMatter = (matter: string) => list.value.labels.find((one) => one.matter === matter)?.title ?? matter

  onMounted(load)
  return { list, byName, load, titleOf, titleOfMatter }
}

export type Labels = ReturnType<typeof useLabels>
