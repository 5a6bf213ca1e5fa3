import { ai2d } from './ai2d'
import { aircraft } from './aircraft'
import { caltech101 } from './caltech101'
import { chartqa } from './chartqa'
import { cifar100 } from './cifar-100'
import { clevrCount } from './clevr-count'
import { country211 } from './country211'
import { docci } from './docci'
import { eurosat } from './eurosat'
import { food101 } from './food101'
import { gsm8k } from './gsm8k'
import type { Layout } from './layout'
import { llavaW } from './llava-w'
import { mathvista } from './mathvista'
import { mmVet } from './mm-vet'
import { mme } from './mme'
import { mmstar } from './mmstar'
import { mmvp } from './mmvp'
import { pets } from './pets'
import { qBench } from './q-bench'
import { sqaImg } from './sqa-img'

/** The layout of every benchmark, by its id. */
export const layouts: Readonly<Record<string, Layout>> = {
  mmvp,
  'q-bench': qBench,
  mme,
  mmstar,
  'mm-vet': mmVet,
  'llava-w': llavaW,
  mathvista,
  'sqa-img': sqaImg,
  chartqa,
  ai2d,
  gsm8k,
  caltech101,
  'cifar-100': cifar100,
  food101,
  pets,
  country211,
  eurosat,
  aircraft,
  'clevr-count': clevrCount,
  docci,
}

/** @throws Error where a benchmark has no layout: a mistake in the catalogue. */
export function layoutOf(benchmark: string): Layout {
  const layout = layouts[benchmark]
  if (!layout) throw new Error(`benchmark ${benchmark} has no layout`)
  return layout
}
