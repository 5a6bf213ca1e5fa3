/** Texts that `pandas.read_csv` takes for a missing value, beside the empty cell (pandas 3.1). */
const texts = new Set([
  ...['None', 'NA', 'N/A', 'n/a', 'null', 'NULL', 'nan', 'NaN', '-nan', '-NaN', '<NA>', '#N/A', '#N/A N/A'],
  ...['#NA', '1.#IND', '-1.#IND', '1.#QNAN', '-1.#QNAN'],
])

/** Whether pandas, and so VLMEvalKit, reads the cell as missing. An option called "None" vanishes there. */
export function isPandasMissing(cell: string): boolean {
  return cell.length <= 8 && texts.has(cell)
}
