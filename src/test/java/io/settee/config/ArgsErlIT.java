package io.settee.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.error.ConfigFaults;
import io.settee.term.Binary;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Asks erl what it makes of arguments files, and expects the same of ours. */
class ArgsErlIT {
    private static final String FILE = """
            # comment
            -zza 'a b' "c d" \\"e\\ f\\" x#y 'g\\h'
            -zzb 'g\\h' 'it'\\''s' "i\\j" 'm"n' pre'mid dle'post \\\\ \\# "a#b" 'c#d' "" '' e\\
            f
            -couch_dist no_tls '"clouseau@127.0.0.1"' # trailing
            -couch_dist no_tls \\"clou@*\\"
            -zzc one
              two
            # mid
            three -zzd
            +K true -zze 1 -kernel net_ticktime 8 net_tickintensity '5'
            -kernel net_ticktime 9 net_ticktime 10
            -zzf "multi
            line" end-
            -"zzg" '-zzh' \\n "\\n" $HOME
            -zzi	tab
            """;

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "ERL_AFLAGS", "-zzenv first", "ERL_FLAGS", "-zzenv 'the second' #no comment", "ERL_ZFLAGS", "-zzenv third");

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @TempDir
    Path dir;

    @ParameterizedTest
    @MethodSource("io.settee.testkit.ErlReleases#current")
    void splitsAnArgumentsFileAsErlDoes(int release) throws Exception {
        Path file = Files.writeString(dir.resolve("vm.args"), FILE);
        var builder = erlang.unnamed().release(release).args("-args_file", file.toString());
        ENVIRONMENT.forEach(builder::env);
        ErlNode erl = builder.start();
        Arguments ours = Arguments.read(file, ENVIRONMENT, new ConfigFaults(), UnaryOperator.identity());
        for (String name :
                List.of("zza", "zzb", "couch_dist", "zzc", "zzd", "zze", "zzf", "zzg", "zzh", "zzi", "zzenv")) {
            String theirs =
                    erl.eval("[[unicode:characters_to_binary(V) || V <- Vs] || {F, Vs} <- init:get_arguments(), F =:= "
                            + name + "].");
            assertThat(Term.parse(theirs)).as(name).isEqualTo(asTerm(ours.all(name)));
        }
        VmArgs args = VmArgs.read(file, ENVIRONMENT);
        assertThat(args.netTickTime().toSeconds()).isEqualTo(9);
        assertThat(erl.eval("{ok, T} = application:get_env(kernel, net_ticktime), T."))
                .isEqualTo("" + args.netTickTime().toSeconds());
        assertThat(args.noTls()).containsExactly("clouseau@127.0.0.1", "clou@*");
    }

    private static Term asTerm(List<Arguments.Flag> flags) {
        return new TermList(flags.stream()
                .<Term>map(flag ->
                        new TermList(flag.texts().stream().<Term>map(Binary::of).toList()))
                .toList());
    }
}
