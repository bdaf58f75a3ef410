package io.settee.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That each option and flag which is read stands in the table of what is tested, the documentation of package {@code io.settee.carriers}. */
class OptionTableTest {
    private static final Path TABLE = Path.of("src/test/java/io/settee/carriers/package-info.java");

    @Test
    void hasEveryOptionThatIsRead() throws IOException {
        String table = Files.readString(TABLE);
        // -kernel is in the table by its parameters, -args_file in a row of its own.
        var missing = new TreeSet<String>();
        Stream.of(
                        TlsOptionNames.READ.stream(),
                        DistributionOptions.KERNEL.stream(),
                        DistributionOptions.FLAGS.stream().map(flag -> "-" + flag))
                .flatMap(names -> names)
                .filter(name -> !Pattern.compile("(?<![\\w-])" + Pattern.quote(name) + "(?!\\w)")
                        .matcher(table)
                        .find())
                .forEach(missing::add);
        assertThat(missing).isEmpty();
    }
}
