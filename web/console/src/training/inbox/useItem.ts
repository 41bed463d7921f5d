/** One item: what is known of it, what is being written about it, and what is decided. */
import type { DecisionIn, ExampleIn, FindingOut, ItemDetail, ItemOut, LabelOut } from '@esa/contract'
import { ApiRefused } from '@esa/net/http'
import { computed, reactive, ref, shallowRef, watch } from 'vue'
import { trains } from '../../net/cases'
import { useDesk } from '../../desk/useDesk'
import { useSession } from '../../stores/session'
import { sentenceOf } from '../../sentence'
import { words } from '../../words.zh'
import { draftOf, dropDraft, keepDraft, type Draft } from './drafts'
import { stripped } from '../stripped'
import { useClaim } from './useClaim'

const text = words.training.inbox

export function useItem(line: ItemOut, labels: () => readonly LabelOut[], decided: (item: ItemOut, what: string, draft: Draft) => void) {
  const api = useSession().training
  const desk = useDesk()
  const detail = shallowRef<ItemDetail | null>(null)
  const item = computed(() => detail.value?.item ?? line)
  const draft = reactive(draftOf(desk.store, line))
  const busy = ref(false)
  const wrong = ref('')
  /** Somebody was faster. */
  const conflict = ref(false)
  const findings = shallowRef<readonly FindingOut[]>([])
  const refusing = computed(() => findings.value.some(({ level }) => level === 'error'))
  const mayDecide = computed(() => trains(desk.member) && item.value.state === 'open')
  const labelOf = (code: string | null) => labels().find(({ label }) => label === code) ?? null

  async function load(): Promise<void> {
    wrong.value = ''
    try {
      detail.value = await api.item(line.id)
    } catch (error) {
      wrong.value = sentenceOf(error)
    }
  }

  /** What the others did while one was writing shows at once, not only when one saves. */
  function heard(now: ItemDetail): void {
    const { version, state } = item.value
    const { item: next } = now
    if (busy.value) return
    if (next.version > version && next.state !== state && next.decided_by !== desk.member?.id) conflict.value = true
    detail.value = now
  }
  useClaim(api, line.id, () => mayDecide.value, heard)

  function example(): ExampleIn {
    const facets = labelOf(draft.label)?.matter ? draft.facets : null
    return { ...stripped({ text: draft.text, entities: draft.marks }), label: draft.label!, facets }
  }

  /** The decision as it is written, or why there is none yet. */
  function written(): Omit<DecisionIn, 'version'> | string {
    const { task, label, learn, named, name, note } = draft
    if (task === 'synonym') {
      const matter = labelOf(named)?.matter
      return matter && name.trim() ? { kind: task, learn, confirm: false, matter, name: name.trim() } : text.synonymMissing
    }
    if (task === 'matter') return note.trim() ? { kind: task, learn, confirm: false, note: note.trim() } : text.noteMissing
    return label ? { kind: 'label', example: example(), learn, confirm: findings.value.length > 0 } : text.labelMissing
  }

  async function send(body: Omit<DecisionIn, 'version'>, title: string): Promise<void> {
    if (busy.value || !mayDecide.value) return
    busy.value = true
    wrong.value = ''
    conflict.value = false
    try {
      const { version } = item.value
      detail.value = await api.decide(line.id, { ...body, version })
      const before = { ...draft }
      dropDraft(desk.store, line.id)
      decided(item.value, text.saved[body.kind](title), before)
    } catch (error) {
      await refused(error, body)
    } finally {
      busy.value = false
    }
  }

  async function refused(error: unknown, body: Omit<DecisionIn, 'version'>): Promise<void> {
    if (error instanceof ApiRefused && error.code === 'changed') {
      conflict.value = true
      detail.value = await api.item(line.id).catch(() => detail.value)
      return
    }
    wrong.value = sentenceOf(error)
    const checked = error instanceof ApiRefused && error.status === 409 && body.kind === 'label' && body.learn
    if (!checked) return
    // The refusal tells the first finding only; whoever confirms wants to have seen them all.
    const all = await api.checkExample({ after: body.example!, before: null }).catch(() => null)
    if (!all?.findings.length) return
    findings.value = all.findings
    wrong.value = refusing.value ? text.errors : ''
  }

  function save(): void {
    const body = written()
    if (typeof body === 'string') wrong.value = body
    else if (!refusing.value) void send(body, labelOf(draft.task === 'synonym' ? draft.named : draft.label)?.title ?? '')
  }

  const skip = () => void send({ kind: 'skip', learn: true, confirm: false }, '')

  async function undo(): Promise<void> {
    if (busy.value) return
    busy.value = true
    wrong.value = ''
    try {
      detail.value = await api.undoDecision(line.id, item.value.version)
      decided(item.value, text.undone, { ...draft })
    } catch (error) {
      wrong.value = sentenceOf(error)
    } finally {
      busy.value = false
    }
  }

  watch(draft, () => {
    keepDraft(desk.store, line, draft)
    findings.value = []
    wrong.value = ''
  })

  return { detail, item, draft, busy, wrong, conflict, findings, refusing, mayDecide, labelOf, load, save, skip, undo }
}
