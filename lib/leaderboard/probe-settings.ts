import type { Cell } from '../domain/cell'
import type { SuiteId } from '../domain/suite'
import { probes } from '../probes'
import type { ConditionRef, Probe } from '../probes/probe'
import { referenceCondition, referenceProbe } from '../probes/reference'
import type { BenchmarkOutcomes } from './run-outcomes'

/** One probe at one setting on one benchmark: a cell for each seed, and the one they are compared with. */
export interface ProbeSetting {
  readonly probe: string
  /** The condition without its seed, e.g. `grid-4`. */
  readonly setting: string
  readonly reference: Cell
  /** At least one. */
  readonly seeds: readonly Cell[]
}

/**
 * The settings that were run, in the order of the probes, each with the reference its conditions declare.
 * @throws Error where a cell is not of the suite, has not one score an item, or lacks its reference.
 */
export function probeSettings(suite: SuiteId, outcomes: BenchmarkOutcomes): ProbeSetting[] {
  const settings = probes.flatMap(probe => settingsOf(probe, suite, outcomes))
  const known = new Set(settings.flatMap(({ reference, seeds }) => [reference, ...seeds]))
  known.add(plainReference(outcomes))
  const stranger = outcomes.cells.find(cell => !known.has(cell))
  if (stranger)
    throw new Error(`${stranger.probe} ${stranger.condition} on ${outcomes.title} is not of suite ${suite}`)
  return settings
}

/** The cell of the unperturbed answers. @throws Error where there is none. */
export function plainReference(outcomes: BenchmarkOutcomes): Cell {
  return cellOf(outcomes, { probe: referenceProbe.id, condition: referenceCondition.id })
}

function settingsOf(probe: Probe, suite: SuiteId, outcomes: BenchmarkOutcomes): ProbeSetting[] {
  // Which grids the pictures allowed was decided when the run was planned: what is stored is what was run.
  const unbounded = { benchmark: outcomes.benchmark, smallestSide: Number.POSITIVE_INFINITY }
  const run = probe.conditions(suite, unbounded).flatMap(({ id, setting, reference }) => {
    const stored = outcomes.cells.some(cell => cell.probe === probe.id && cell.condition === id)
    return stored && setting !== null && reference !== null ? [{ id, setting, reference }] : []
  })
  return [...Map.groupBy(run, ({ setting }) => setting)].flatMap(([setting, conditions]) =>
    conditions.slice(0, 1).map(({ reference }) => ({
      probe: probe.id,
      setting,
      reference: cellOf(outcomes, reference),
      seeds: conditions.map(({ id }) => cellOf(outcomes, { probe: probe.id, condition: id })),
    })),
  )
}

function cellOf({ cells, items, title }: BenchmarkOutcomes, { probe, condition }: ConditionRef): Cell {
  const cell = cells.find(one => one.probe === probe && one.condition === condition)
  if (!cell) throw new Error(`no outcomes of ${probe} ${condition} on ${title}`)
  if (cell.scores.length !== items.length)
    throw new Error(`${probe} ${condition} on ${title}: ${cell.scores.length} scores, ${items.length} items`)
  return cell
}
