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
tell.("replace_state", :sys.replace_state(counter, fn n -> {node(), n + 1} |> elem(1) end))
tell.("replaced", GenServer.call(counter, {:add, -1}))
tell.("get_status", elem(:sys.get_status(counter), 0))

nobody = try do GenServer.call({:nobody, us}, :get) catch :exit, {reason, _} -> reason end
tell.("nobody", nobody)

tasks = for i <- 1..50, do: Task.async(fn -> :erpc.call(us, :strings, :upcase, ["task #{i}"]) end)
tell.("tasks", tasks |> Task.await_many() |> Enum.sort() |> Enum.take(2))
calls = for _ <- 1..50, do: Task.async(fn -> GenServer.call(counter, {:add, 1}) end)
tell.("calls at once", calls |> Task.await_many() |> Enum.max())

# Tasks under a supervisor here that ask us. Its reports are not what is asked for.
Logger.configure(level: :none)
{:ok, _} = Task.Supervisor.start_link(name: Tasks)
sum = Task.Supervisor.async_stream(Tasks, 1..20, fn _ -> GenServer.call(counter, {:add, 0}) end) |> Enum.uniq()
tell.("async_stream", sum)
waiting = Task.Supervisor.async_nolink(Tasks, fn -> GenServer.call(counter, :never, :infinity) end)
tell.("yield", Task.yield(waiting, 50))
tell.("shutdown", Task.shutdown(waiting))
failing = Task.Supervisor.async_nolink(Tasks, fn -> GenServer.call({:breaking, us}, :break) end)
{:exit, {{{error, text}, _stack}, {GenServer, :call, _}}} = Task.yield(failing, 10_000)
tell.("a task ends with the server", {error, text})

# Tasks under a supervisor of ours: we cannot run Elixir's functions, and say so.
task = fn supervisor ->
  try do
    Task.Supervisor.async({supervisor, us}, fn -> :done end) |> Task.await()
  catch
    :exit, {reason, _} -> {:exit, reason}
    :error, {:case_clause, {:error, {what, _}}} -> {:error, what}
  end
end
tell.("no Task.Supervisor", task.(:nobody))
tell.("our supervisor as a Task.Supervisor", task.(:sup))
tell.("it lives on", Supervisor.count_children({:sup, us}))
started = DynamicSupervisor.start_child({:sup, us}, {Agent, fn -> 1 end})
tell.("as a DynamicSupervisor", started |> Tuple.to_list() |> hd())

# We ask a server by the name it has in a Registry.
defmodule Till do
  use GenServer
  def init(price), do: {:ok, price}
  def handle_call(:price, _from, price), do: {:reply, price, price}
end

{:ok, _} = Registry.start_link(keys: :unique, name: Shop)
{:ok, _} = GenServer.start_link(Till, 7, name: {:via, Registry, {Shop, "till"}})
tell.("via Registry", GenServer.call(counter, {:ask, node(), "till"}))
tell.("not in the Registry", GenServer.call(counter, {:ask, node(), "safe"}))

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
