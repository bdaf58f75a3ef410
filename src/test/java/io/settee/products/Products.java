package io.settee.products;

import java.nio.file.Path;

/** Where RabbitMQ, ejabberd and the versions of Elixir are. */
public final class Products {
    private Products() {}

    /** Where {@code test-cluster/erlang products} has put them. */
    public static Path folder() {
        return ProductCluster.folder();
    }
}
