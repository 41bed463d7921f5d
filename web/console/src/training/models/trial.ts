/** What came of the turns of two models, side by side. */
import type { TrialOut } from '@esa/contract'

type Side = TrialOut['trial']
export type Measure = Exclude<keyof Side, 'model'>

/** Of fewer a share says nothing. */
export const ENOUGH = 30
export const MEASURES: readonly Measure[] = ['turns', 'useful', 'useless', 'clarified', 'fallback', 'handoff']

/** A share of what it is counted among; null where they are too few, undefined where it is all of them. */
export function shareOf(side: Side, measure: Measure): number | null | undefined {
  if (measure === 'turns') return undefined
  const rated = measure === 'useful' || measure === 'useless'
  const among = rated ? side.useful + side.useless : side.turns
  return among < ENOUGH ? null : side[measure] / among
}
