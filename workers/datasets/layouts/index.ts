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

/** A table under the benchmark's own columns and in no other form: what `parallax harder` writes. */
const plainTable: Layout = {
  names: [],
  usually: '.tsv',
  source: 'a file of parallax harder',
  splits: [],
  folders: [],
  canonical: row => row,
}

/** The layout of a benchmark of the catalogue; of any other, a plain table. */
export function layoutOf(benchmark: string): Layout {
  return layouts[benchmark] ?? plainTable
}
