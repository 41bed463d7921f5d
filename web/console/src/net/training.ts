/** Requests to the trainers' part of the API. */
import type {
  ClusterList,
  CoverageList,
  DecisionIn,
  EvaluationDetail,
  EvaluationList,
  EvaluationOut,
  ExampleChange,
  ExampleCheck,
  ExampleList,
  FindingList,
  ImportOut,
  InboxList,
  ItemDetail,
  LabelList,
  LogOut,
  ReleaseList,
  ReleaseOut,
  ReleaseStart,
  ReviewIn,
  SetDetail,
  SetList,
  SubmitIn,
  TrainingList,
  TrainingOut,
  TrialOut,
} from '@esa/contract'
import { Asking } from './asking'

type Wanted = Record<string, string>
const asked = (wanted: Wanted) => new URLSearchParams(wanted).toString()

export class TrainerApi extends Asking {
  labels = () => this.ask<LabelList>('GET', 'trainer/labels')
  coverage = () => this.ask<CoverageList>('GET', 'trainer/coverage')

  inbox = (wanted: Wanted) => this.ask<InboxList>('GET', `trainer/inbox?${asked(wanted)}`)
  clusters = (wanted: Wanted) => this.ask<ClusterList>('GET', `trainer/inbox/clusters?${asked(wanted)}`)
  item = (id: string) => this.ask<ItemDetail>('GET', `trainer/inbox/${id}`)
  claim = (id: string, on: boolean) => this.ask<ItemDetail>('POST', `trainer/inbox/${id}/claim`, { on })
  decide = (id: string, body: DecisionIn) => this.ask<ItemDetail>('POST', `trainer/inbox/${id}/decision`, body)
  undoDecision = (id: string, version: number) => this.ask<ItemDetail>('POST', `trainer/inbox/${id}/undo`, { version })

  examples = (wanted: Wanted) => this.ask<ExampleList>('GET', `trainer/examples?${asked(wanted)}`)
  checkExample = (body: ExampleCheck) => this.ask<FindingList>('POST', 'trainer/examples/check', body)
  changeExample = (body: ExampleChange) => this.ask<SetDetail>('POST', 'trainer/examples', body)
  exampleFile = (wanted: Wanted) => this.bytes(`trainer/examples/export?${asked(wanted)}`)
  importExamples = (wanted: Wanted, file: Blob) => this.ask<ImportOut>('POST', `trainer/examples/import?${asked(wanted)}`, file)

  sets = (wanted: Wanted) => this.ask<SetList>('GET', `trainer/sets?${asked(wanted)}`)
  set = (id: string) => this.ask<SetDetail>('GET', `trainer/sets/${id}`)
  submitSet = (id: string, body: SubmitIn) => this.ask<SetDetail>('POST', `trainer/sets/${id}/submit`, body)
  reviewSet = (id: string, body: ReviewIn) => this.ask<SetDetail>('POST', `trainer/sets/${id}/review`, body)
  reopenSet = (id: string, version: number) => this.ask<SetDetail>('POST', `trainer/sets/${id}/reopen`, { version })
  undoChange = (id: string, version: number, change: number) =>
    this.ask<SetDetail>('POST', `trainer/sets/${id}/undo`, { version, change })
  validateSet = (id: string) => this.ask<SetDetail>('POST', `trainer/sets/${id}/validate`)

  trainings = () => this.ask<TrainingList>('GET', 'trainings')
  train = () => this.ask<TrainingOut>('POST', 'trainings')
  cancelTraining = (id: string) => this.ask<TrainingOut>('POST', `trainings/${id}/cancel`)
  trainingLog = (id: string, after: number) => this.ask<LogOut>('GET', `trainings/${id}/log?after=${after}`)

  evaluations = () => this.ask<EvaluationList>('GET', 'evaluations')
  evaluation = (id: string) => this.ask<EvaluationDetail>('GET', `evaluations/${id}`)
  evaluate = (training: string) => this.ask<EvaluationOut>('POST', 'evaluations', { training })
  cancelEvaluation = (id: string) => this.ask<EvaluationOut>('POST', `evaluations/${id}/cancel`)

  releases = () => this.ask<ReleaseList>('GET', 'releases')
  publish = (body: ReleaseStart) => this.ask<ReleaseOut>('POST', 'releases', body)
  rollBack = (number: number, reason: string | null) =>
    this.ask<ReleaseOut>('POST', `releases/${number}/rollback`, { reason })
  trial = (number: number) => this.ask<TrialOut>('GET', `releases/${number}/trial`)
  promote = (number: number) => this.ask<ReleaseOut>('POST', `releases/${number}/promote`)
  withdraw = (number: number) => this.ask<ReleaseOut>('POST', `releases/${number}/withdraw`)
}
