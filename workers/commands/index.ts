import { benchmarks } from './benchmarks'
import type { Command } from './command'
import { compare } from './compare'
import { doctor } from './doctor'
import { evaluate } from './evaluate'
import { generate } from './generate'
import { harder } from './harder'
import { inspect } from './inspect'
import { items } from './items'
import { score } from './score'
import { submit } from './submit'
import { worker } from './worker'

/** Every command, one file each, named by what is typed. */
export const commands: readonly Command[] = [
  doctor,
  benchmarks,
  inspect,
  generate,
  evaluate,
  score,
  compare,
  items,
  harder,
  submit,
  worker,
]
