import { type DemoSystem, demoSystemNames, demoSystems } from "../../adapters/demo/demo-company.ts";
import type { Transaction } from "../transaction.ts";
import type { ConnectionConfig } from "./connection-config.ts";

/** The id of the practice connection to a demo system, as templates name it. */
export const practiceId = (system: DemoSystem): string => `demo-${system}`;

/** Gives a new workspace the three practice connections. There is one demo company, so one workspace has it. */
export async function addPracticeConnections(db: Transaction, workspaceId: string): Promise<void> {
  await db.connection.createMany({
    data: demoSystems.map((system) => ({
      id: practiceId(system),
      workspaceId,
      kind: "sqlite",
      name: demoSystemNames[system].name,
      config: JSON.stringify({ kind: "sqlite", system } satisfies ConnectionConfig),
      practice: true,
    })),
  });
}
