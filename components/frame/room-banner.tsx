"use client";

import { useEffect, useState } from "react";
import { formatBytes } from "@/components/ui/format-bytes.ts";
import { Notice } from "@/components/ui/notice.tsx";
import type { RoomState } from "@/lib/views/room-state.ts";
import { useWorkspaceApi } from "./workspace-context.ts";

const EVERY_MS = 10_000;

/** Says on every page that there is no room, from when it is so until it is over; nothing while there is. */
export function RoomBanner({ room: first }: { room: RoomState }) {
  const room = useRoom(first);
  if (room.ok) return null;
  return (
    <Notice
      tone="warning"
      title={room.cause === "folder" ? "The disk is nearly full" : "The database has no room left"}
      className="m-2 shrink-0"
    >
      {room.cause === "folder" ? (
        <>
          {formatBytes(room.freeBytes)} are free where Tutti keeps its data (<Code>{room.folder}</Code>). Runs
          that have not begun wait; those under way go on while they can. Nothing is lost. Make room on that
          disk: from {formatBytes(room.neededBytes)} on, runs go on by themselves.
        </>
      ) : (
        <>
          It said: <Code>{room.said}</Code>. Runs wait; nothing is lost. Make room on the disk of the
          database, and they go on by themselves.
        </>
      )}
    </Notice>
  );
}

const Code = ({ children }: { children: string }) => <code className="figures text-12">{children}</code>;

/** Asks the server now and then, while somebody looks. */
function useRoom(first: RoomState): RoomState {
  const [room, setRoom] = useState(first);
  const url = useWorkspaceApi("/room");
  useEffect(() => {
    let stopped = false;
    const look = async () => {
      if (document.visibilityState !== "visible") return;
      const answer = await fetch(url).catch(() => null);
      if (!stopped && answer?.ok) setRoom(await answer.json());
    };
    const timer = setInterval(look, EVERY_MS);
    document.addEventListener("visibilitychange", look);
    return () => {
      stopped = true;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [url]);
  return room;
}
