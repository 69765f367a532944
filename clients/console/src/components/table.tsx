/** A table of any length: sorted by a press on a header, only rows in view are in the page. */
import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  sortFns,
  tableFeatures,
  useTable,
  type ColumnDef,
  type RowData,
  type SortingState,
} from "@tanstack/preact-table";
import type { ComponentChildren } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { useVirtual } from "./virtual.js";

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel(), sortFns });

export interface Column<Row> {
  id: string;
  name: string;
  /** What it is sorted by, and shown unless `cell` shows something else. */
  value: (row: Row) => string | number | null;
  cell?: (row: Row) => ComponentChildren;
  /** A track of CSS grid, such as `8rem` or `minmax(10rem, 2fr)`. */
  width?: string;
  align?: "end";
  /** Left out where there is little room. */
  minor?: boolean;
}

interface Props<Row extends RowData> {
  label: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  id: (row: Row) => string;
  /** Where the row leads; its first cell becomes the link. */
  href?: (row: Row) => string;
  selected?: string | null;
  sorted?: SortingState;
  /** What stands in a table without rows. */
  empty?: ComponentChildren;
}

const ROW_HEIGHT = 40;

export function Table<Row extends RowData>({ label, rows, columns, id, href, selected, sorted = [], empty }: Props<Row>) {
  const scrolled = useRef<HTMLDivElement>(null);
  const defined = useMemo(() => definitions(columns), [columns]);
  const table = useTable({ features, columns: defined, data: rows, getRowId: id, initialState: { sorting: sorted } });
  const found = table.getRowModel().rows;
  const virtual = useVirtual({ count: found.length, scrolled, height: ROW_HEIGHT });
  const tracks = { "--columns": trackList(columns), "--major-columns": trackList(columns.filter((one) => !one.minor)) };
  return (
    <div class="table" ref={scrolled} role="table" aria-label={label} aria-rowcount={found.length + 1} style={tracks} tabIndex={0}>
      <div role="rowgroup" class="head">
        <div role="row" class="row">
          {table.getFlatHeaders().map(({ column }, index) => (
            <div key={column.id} role="columnheader" class={classes(columns[index])} aria-sort={sortOf(column.getIsSorted())}>
              <button type="button" class="quiet" onClick={column.getToggleSortingHandler()}>
                {columns[index]?.name}
                <span aria-hidden="true">{ARROWS[column.getIsSorted() || "none"]}</span>
              </button>
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" class="body" style={{ height: `${virtual.getTotalSize()}px` }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = found[index];
          if (row === undefined) return null;
          return (
            <div
              key={row.id}
              role="row"
              class="row"
              aria-rowindex={index + 2}
              aria-selected={selected === undefined ? undefined : row.id === selected}
              style={{ transform: `translateY(${start}px)` }}
            >
              {columns.map((column, place) => (
                <div key={column.id} role="cell" class={classes(column)}>
                  {place === 0 && href !== undefined ? <a href={href(row.original)}>{shown(column, row.original)}</a> : shown(column, row.original)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
      {found.length === 0 && <p class="empty">{empty ?? "Nothing here."}</p>}
    </div>
  );
}

function definitions<Row extends RowData>(columns: readonly Column<Row>[]): ColumnDef<typeof features, Row>[] {
  const helper = createColumnHelper<typeof features, Row>();
  return columns.map(({ id, value }) => helper.accessor(value, { id })) as ColumnDef<typeof features, Row>[];
}

const shown = <Row,>(column: Column<Row>, row: Row): ComponentChildren => column.cell?.(row) ?? column.value(row) ?? "–";
const trackList = <Row,>(columns: readonly Column<Row>[]): string =>
  columns.map(({ width }) => width ?? "minmax(6rem, 1fr)").join(" ");
const classes = <Row,>(column?: Column<Row>): string => `${column?.align ?? "start"} ${column?.minor ? "minor" : ""}`;
const sortOf = (sorted: false | "asc" | "desc") => (sorted === false ? "none" : sorted === "asc" ? "ascending" : "descending");
const ARROWS = { asc: " ↑", desc: " ↓", none: "" } as const;
