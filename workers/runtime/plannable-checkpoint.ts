import type { Checkpoint } from './checkpoint'
import { type CompileOptions, compileCheckpoint, plainOptions } from './compile-checkpoint'
import { checkpointCosts } from './engine-costs'
import { openText } from './open-text'
import { renderer } from './renderer'

/** What a plan is made of: no session is built for it, and no weight is read. */
export type PlannableCheckpoint = Pick<
  Checkpoint,
  'shape' | 'costs' | 'visualTokenLayout' | 'towerPasses' | 'promptOutline'
>

/** @throws Refusal: see `compileCheckpoint`. */
export function readPlannable(directory: string, options: Partial<CompileOptions> = {}): PlannableCheckpoint {
  const compiling = { ...plainOptions, ...options }
  const prepared = compileCheckpoint(directory, compiling)
  const { packing, imageToken } = prepared.compiled
  const render = renderer(openText(prepared.files))
  return {
    shape: prepared.shape,
    costs: checkpointCosts(prepared, compiling),
    visualTokenLayout: (size, images = 1) => packing(size, images).layout,
    towerPasses: (size, images = 1) => packing(size, images).tiles,
    promptOutline: async (question, pictures) => ({ ...render(question, pictures), imageToken }),
  }
}
