# What Elixir code does with a node of ours, which ElixirErlIT has started. It prints one line for each question.
#
#   elixir … callers.exs NODE visible|hidden

[name, visibility] = System.argv()
us = String.to_atom(name)
counter = {:counter, us}

tell = fn what, value -> IO.puts("#{what}: #{inspect(value)}") end

# The first answer that is another one.
await = fn question, unlike ->
  Stream.repeatedly(fn -> Process.sleep(5); question.() end)
  |> Stream.take(2000)
  |> Enum.find(&(&1 != unlike))
end

tell.("connect", Node.connect(us))
tell.("listed", us in Node.list(String.to_atom(visibility)))
tell.("ping", Node.ping(us))

tell.("call", GenServer.call(counter, {:add, 2}))
tell.("cast", GenServer.cast(counter, {:add, 40}))
tell.("after the cast", GenServer.call(counter, :get))
tell.("multi_call", GenServer.multi_call([us], :counter, :get))
tell.("a struct comes back", GenServer.call(counter, ~U[2026-11-28 05:00:00Z]))
tell.("get_state", :sys.get_state(counter))
tell.("get_status", elem(:sys.get_status(counter), 0))

nobody = try do GenServer.call({:nobody, us}, :get) catch :exit, {reason, _} -> reason end
tell.("nobody", nobody)

tasks = for i <- 1..50, do: Task.async(fn -> :erpc.call(us, :strings, :upcase, ["task #{i}"]) end)
tell.("tasks", tasks |> Task.await_many() |> Enum.sort() |> Enum.take(2))
calls = for _ <- 1..50, do: Task.async(fn -> GenServer.call(counter, {:add, 1}) end)
tell.("calls at once", calls |> Task.await_many() |> Enum.max())

tell.("multicall", :erpc.multicall([us, us], :strings, :upcase, ["x"]))
tell.("rpc", :rpc.call(us, :strings, :upcase, ["rpc"]))
undef = try do :erpc.call(us, :nothing, :none, []) rescue e in ErlangError -> e.original end
tell.("undef", undef)
tell.("observer", elem(:rpc.call(us, :observer_backend, :sys_info, []), 0))

{:ok, _} = :pg.start(:pg)
:ok = :pg.join("ours", self())

if visibility == "visible" do
  tell.("pg", await.(fn -> :pg.get_members("theirs") |> Enum.map(&node/1) end, []))
  send(hd(:pg.get_members("theirs")), {:how_many, self()})
  receive do {:members, n} -> tell.("members there", n) after 10_000 -> tell.("members there", :no_answer) end
end

tell.("global", :global.sync())
{:ok, pid} = GenServer.call(counter, :pid)
ref = Process.monitor(pid)
:ok = GenServer.stop(counter)
receive do {:DOWN, ^ref, :process, _, reason} -> tell.("stopped", reason) after 10_000 -> tell.("stopped", :not) end
System.halt(0)
