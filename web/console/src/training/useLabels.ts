/** Everything that a sentence may be about, by what people call it. */
import type { LabelList } from '@esa/contract'
import { onMounted, shallowRef } from 'vue'
import { useSession } from '../stores/session'

const NOTHING: LabelList = { labels: [], facets: [], entities: [] }

export function useLabels() {
  const { training: api } = useSession()
  const known = shallowRef(NOTHING)
  onMounted(async () => (known.value = await api.labels().catch(() => NOTHING)))
  /** The title of a label or of a matter; what is unknown stands as it is. */
  const titleOf = (name: string) =>
    known.value.labels.find(({ label, matter }) => label === name || matter === name)?.title ?? name
  return { known, titleOf }
}
