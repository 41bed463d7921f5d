/** Trainings, evaluations and releases as they are now: read once, then moved by the socket. */
import type { EvaluationOut, ReleaseOut, TrainingOut } from '@esa/contract'
import { computed, onMounted, ref, shallowRef, watch, type ShallowRef } from 'vue'
import { useDesk } from '../../desk/useDesk'
import { trains } from '../../net/cases'
import { useSession } from '../../stores/session'
import { sentenceOf } from '../../sentence'

/** The list with the one that moved in its place, or before all others when it is new. */
export function moved<T>(list: readonly T[], one: T, key: (item: T) => unknown): readonly T[] {
  const known = list.some((item) => key(item) === key(one))
  return known ? list.map((item) => (key(item) === key(one) ? one : item)) : [one, ...list]
}

const byId = ({ id }: { id: string }) => id
const byNumber = ({ number }: ReleaseOut) => number

export function useModels() {
  const desk = useDesk()
  const { training: api } = useSession()
  const trainings: ShallowRef<readonly TrainingOut[]> = shallowRef([])
  const evaluations: ShallowRef<readonly EvaluationOut[]> = shallowRef([])
  const releases: ShallowRef<readonly ReleaseOut[]> = shallowRef([])
  /** Approved changes that no served model has learnt. */
  const waiting = ref(0)
  const loaded = ref(false)
  const failed = ref('')
  const mayTrain = computed(() => trains(desk.member))

  async function load(): Promise<void> {
    failed.value = ''
    try {
      const history = api.releases()
      if (mayTrain.value) {
        const [made, held, sets] = await Promise.all([
          api.trainings(),
          api.evaluations(),
          api.sets({ state: 'approved', limit: '100' }),
        ])
        trainings.value = made.trainings
        evaluations.value = held.evaluations
        waiting.value = sets.sets.filter(({ release }) => release === null).length
      }
      releases.value = (await history).releases
      loaded.value = true
    } catch (error) {
      failed.value = sentenceOf(error)
    }
  }

  const putTraining = (one: TrainingOut) => (trainings.value = moved(trainings.value, one, byId))
  const putEvaluation = (one: EvaluationOut) => (evaluations.value = moved(evaluations.value, one, byId))
  /** A release that is served retires another, which the socket does not say. */
  function putRelease(one: ReleaseOut): void {
    releases.value = moved(releases.value, one, byNumber)
    if (one.state === 'active') void load()
  }

  watch(
    () => desk.work,
    (work) => {
      if (work?.type === 'training') putTraining(work.training)
      else if (work?.type === 'evaluation') putEvaluation(work.evaluation)
      else if (work) putRelease(work.release)
    },
    { flush: 'sync' },
  )
  // What moved while nobody was told is read again.
  watch(() => desk.connected, (now) => now && void load())
  onMounted(load)

  return {
    ...{ trainings, evaluations, releases, waiting, loaded, failed, mayTrain, load },
    ...{ putTraining, putEvaluation, putRelease },
    serving: computed(() => releases.value.find(({ state }) => state === 'active') ?? null),
    trial: computed(() => releases.value.find(({ state }) => state === 'trial') ?? null),
    /** The newest evaluation of a training. */
    evaluationOf: (training: string) => evaluations.value.find((one) => one.training === training) ?? null,
  }
}
