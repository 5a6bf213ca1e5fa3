import { canonicalLabel, classFolderForm } from './class-folders'
import type { Layout } from './layout'

/** The authors made no split: the folders are read whole. */
export const eurosat: Layout = {
  names: ['EuroSAT_RGB', 'EuroSAT', '2750', 'wds_vtab-eurosat', 'wds_eurosat'],
  usually: '/',
  source:
    'clip-benchmark/wds_vtab-eurosat (5,400 pictures of VTAB), or EuroSAT_RGB of its authors (all 27,000)',
  splits: ['test', 'validation', 'train'],
  folders: [classFolderForm('EuroSAT_RGB'), classFolderForm('2750')],
  classes: true,
  canonical: canonicalLabel,
}
